export const rows = Array.from({ length: 50 }, (_, number) => ({
  id: number,
  title: `Card number ${number} <with> & 'marks'`,
  note: "Two lines of a note that somebody wrote in a hurry",
  is_done: number % 3 === 0,
}));
