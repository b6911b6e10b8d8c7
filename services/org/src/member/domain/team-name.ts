const TRIES = 200

/**
 * Names for the team that comes with a new member, best first: "王芳的小组", "王芳的小组 2", … Names in `taken` are left out, and a few
 * more follow the first free one because somebody else may take it meanwhile.
 */
export function teamNamesFor(memberName: string, taken: readonly string[]): string[] {
  const base = `${memberName}的小组`
  const used = new Set(taken)
  const numbered = Array.from({ length: TRIES }, (_, i) => (i === 0 ? base : `${base} ${i + 1}`))
  return numbered.filter((name) => !used.has(name))
}
