export type Page = { id: string; title: string; text: string };

/** A small made-up company handbook, enough to search and to read from. */
export const HANDBOOK: readonly Page[] = [
  {
    id: "working-hours",
    title: "Working hours",
    text: "We work when it suits us and the people we work with. Everyone can be reached from 10:00 to 15:00, local time. Nobody is expected to answer in the evening or at the weekend.",
  },
  {
    id: "holidays",
    title: "Holidays",
    text: "Everyone has 30 days of holiday a year, besides public holidays. Up to 10 unused days move to the next year and can be taken until the end of March. Tell your team two weeks ahead for more than three days.",
  },
  {
    id: "expenses",
    title: "Expenses",
    text: "Send receipts within 60 days. Up to 50 euros need no approval; up to 500 euros your team lead approves; above that, ask first. Trains are first class from three hours on. Flights need a reason why there is no train.",
  },
  {
    id: "equipment",
    title: "Equipment",
    text: "You choose your own laptop, screen and chair, from a budget of 3000 euros every three years. Lost or stolen? Tell security at once, day or night; you will not be blamed.",
  },
  {
    id: "on-call",
    title: "On call",
    text: "On call lasts a week, from Tuesday to Tuesday, and comes round every six weeks. A night with an alarm is followed by a free morning. The runbook for every alarm is linked in the alarm itself.",
  },
  {
    id: "security",
    title: "Security",
    text: "Use a passkey wherever there is one, and the password manager everywhere else. Never send a secret by chat. If something looks wrong, report it to security straight away; a false alarm is a good alarm.",
  },
  {
    id: "writing",
    title: "How we write",
    text: "Say the most important thing first. Short sentences, plain words, one idea per paragraph. A decision is written down where the people it concerns will find it, with its reasons.",
  },
];

/** Pages that contain every word of the query, the best match first: a word in the title counts for more. */
export function searchHandbook(query: string): Page[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const score = ({ title, text }: Page) =>
    words.reduce(
      (sum, word) => sum + (title.toLowerCase().includes(word) ? 3 : 0) + (text.toLowerCase().includes(word) ? 1 : 0),
      0,
    );
  const contains = ({ title, text }: Page) => words.every((word) => `${title} ${text}`.toLowerCase().includes(word));
  return HANDBOOK.filter(contains).sort((left, right) => score(right) - score(left));
}
