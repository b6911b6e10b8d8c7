const COLOURS = [
  '#3d7eff',
  '#13b5b1',
  '#7a5af8',
  '#f0883e',
  '#e5567b',
  '#2ba471',
  '#4a78d6',
  '#b8741a',
  '#a03fb5',
  '#0f8fb8',
] as const

/** A coloured tile with one character of a name, a Chinese one if there is any: how WeCom shows people without a picture. */
export function avatarSvg(id: string, name: string): string {
  let sum = 0
  for (const char of id) sum = (sum * 31 + char.charCodeAt(0)) >>> 0
  const colour = COLOURS[sum % COLOURS.length] ?? COLOURS[0]
  const letters = [...name].filter((char) => /[\p{L}\p{N}]/u.test(char))
  const letter = (letters.find((char) => /\p{Script=Han}/u.test(char)) ?? letters[0] ?? '·').toUpperCase().replace(/[<>&'"]/g, '')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96"><rect width="96" height="96" fill="${colour}"/>` +
    `<text x="48" y="50" fill="#fff" font-family="PingFang SC,Microsoft YaHei,Noto Sans CJK SC,sans-serif" font-size="42" font-weight="500" ` +
    `text-anchor="middle" dominant-baseline="central">${letter}</text></svg>`
  )
}
