// A word of warning before a comment is sent: it names somebody the writer is known to work with.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "");
const words = (text) => plain(text).match(/[\p{L}-]+/gu) ?? []; // an apostrophe ends a word: "Haddad's" is about Haddad

const SHORT = 3; // letters; shorter family names are ordinary words too, so they count only with their capital

/** The names of the list whose family name stands in the comment as a word. */
export function namesIn(comment, names) {
  const written = new Set(words(comment));
  const lower = new Set([...written].map((w) => w.toLowerCase()));
  return names.filter((name) => {
    const family = words(name).at(-1) ?? "";
    return family.length > SHORT ? lower.has(family.toLowerCase()) : written.has(family);
  });
}
