/** The one sign that stands for a person: the last of a Chinese name, since the first is shared by the family; else the first letter. */
export function initialOf(name: string): string {
  const signs = [...name.trim()]
  const last = signs.at(-1) ?? ''
  return /\p{Script=Han}/u.test(last) ? last : (signs[0] ?? '').toUpperCase()
}

/** Orders names as people of the language expect, Chinese by pinyin. */
export function byName<T>(nameOf: (item: T) => string): (a: T, b: T) => number {
  const { compare } = new Intl.Collator('zh-CN', { numeric: true })
  return (a, b) => compare(nameOf(a), nameOf(b))
}
