/**
 * Single characters and pairs of neighbours of a text, as the search column holds them: Chinese names are searched by one or two
 * characters, which trigram indexes do not see (performance page §2).
 */
export function gramsOf(...texts: (string | null | undefined)[]): string[] {
  const grams = new Set<string>()
  for (const text of texts) {
    const characters = [...normalise(text ?? '')]
    characters.forEach((character, i) => {
      if (character === ' ') return
      grams.add(character)
      const next = characters[i + 1]
      if (next !== undefined && next !== ' ') grams.add(character + next)
    })
  }
  return [...grams]
}

/** Grams that a customer must have for the search to hit; a superset of the hits for three characters and more. */
export function gramsWanted(search: string): string[] {
  const parts = normalise(search).split(' ').filter(Boolean)
  return [...new Set(parts.flatMap((part) => ([...part].length === 1 ? [part] : pairsOf(part))))]
}

/** The text to compare with `lower(name)` and `lower(remark)`. */
export const normalise = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim()

function pairsOf(part: string): string[] {
  const characters = [...part]
  return characters.slice(1).map((character, i) => characters[i]! + character)
}
