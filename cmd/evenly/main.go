package main

import ("context";"fmt";"os";"evenly/migrations")

func main(){ fmt.Println(migrations.Up(context.Background(), os.Args[1])); fmt.Println(migrations.Down(os.Args[1])); fmt.Println(migrations.Up(context.Background(), os.Args[1])) }
