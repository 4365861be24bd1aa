// Which program pages a device belongs to, as its person said: "this is my own device". Kept in the browser and nowhere else.
const NAME = 'evenly.own';

const all = () => JSON.parse(localStorage.getItem(NAME) ?? '[]');

export const marked = address => all().includes(address);

export function mark(address, own) {
  const others = all().filter(a => a !== address);
  localStorage.setItem(NAME, JSON.stringify(own ? [...others, address] : others));
}

export const addresses = () => {
  try {
    return all();
  } catch {
    return []; // a browser that blocks storage has no marks
  }
};
