// Packs answers as a ballot: one string of bytes per set of answers, all of one size. internal/survey/ballot.go has the
// format and is the other half of this file.
import { join, uint, utf8 } from "./bytes.js";

/** A comment as it is packed: lines broken by one character, nothing invisible that could mark a ballot. */
export const tidy = (text) =>
  text
    .replace(/\r\n/g, "\n")
    .replace(/[^\n\P{Cc}]|[\p{Cf}\p{Co}\p{Cs}]/gu, "")
    .trim();

/** The size of a comment in bytes, for the counter beside its field. */
export const size = (comment) => utf8(tidy(comment)).length;

/**
 * form: {head: bytes (version and fingerprint), size, items: [{id, options} or {id, bytes}]} as the page gives it.
 * answers: {id: choice from 0, or comment}; what is missing is not answered.
 */
export function pack(form, answers) {
  const closed = form.items.filter((i) => !i.bytes).map((i) => choice(i, answers[i.id]));
  const comments = form.items.filter((i) => i.bytes).map((i) => comment(i, answers[i.id]));
  const ballot = join(form.head, Uint8Array.from(closed), ...comments);
  return join(ballot, new Uint8Array(form.size - ballot.length));
}

function choice(item, answer) {
  if (answer === undefined || answer === null) return 0;
  if (!(Number.isInteger(answer) && answer >= 0 && answer < item.options)) throw new RangeError(item.id);
  return answer + 1;
}

function comment(item, answer) {
  const text = utf8(tidy(answer ?? ""));
  if (text.length > item.bytes) throw new RangeError(item.id);
  return join(uint(text.length, 2), text);
}
