/** `texts`: all names under which a command is found: its label in the reader's language, pinyin, initials. */
export type Command = { id: string; label: string; texts: string[] }

/**
 * Commands that match what was typed, best first: a name that begins with it, then one that contains it; only where there is none, one that has its
 * letters in order. Spaces and case do not count.
 */
export function matchCommands<T extends Command>(commands: readonly T[], typed: string): T[] {
  const wanted = plain(typed)
  if (wanted === '') return [...commands]
  const found = commands
    .map((command, order) => ({
      command,
      order,
      score: Math.max(...[command.label, ...command.texts].map((text) => score(plain(text), wanted))),
    }))
    .filter((each) => each.score > 0)
    .sort((a, b) => b.score - a.score || a.order - b.order)
  const clear = found.filter((each) => each.score > LETTERS_IN_ORDER)
  return (clear.length > 0 ? clear : found).map((each) => each.command)
}

const LETTERS_IN_ORDER = 1

function score(text: string, wanted: string): number {
  if (text.startsWith(wanted)) return 3
  if (text.includes(wanted)) return 2
  let at = 0
  for (const letter of text) if (letter === wanted[at]) at++
  return at === wanted.length ? LETTERS_IN_ORDER : 0
}

function plain(text: string): string {
  return text.toLowerCase().replace(/\s+/g, '')
}
