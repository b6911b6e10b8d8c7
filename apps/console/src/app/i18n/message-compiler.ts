import type { MessageContext, MessageFunction } from 'vue-i18n'

type Piece = { text: string } | { name: string }

/**
 * Our texts know two things only: `{name}` stands for a value, ` | ` parts one from many. vue-i18n's own compiler knows much more, gives
 * `@` a meaning that e-mail addresses trip over, and costs every visitor 9 KB.
 */
export function compileMessage(message: string): MessageFunction<string> {
  const cases = message.split(' | ').map(piecesOf)
  return (context: MessageContext<string>) => {
    const texts = cases.map((pieces) =>
      pieces.map((piece) => ('text' in piece ? piece.text : String(context.named(piece.name) ?? ''))).join(''),
    )
    return texts.length > 1 ? context.plural(texts) : (texts[0] ?? '')
  }
}

function piecesOf(text: string): Piece[] {
  return text
    .split(/(\{\w+\})/)
    .filter((piece) => piece !== '')
    .map((piece) => (/^\{\w+\}$/.test(piece) ? { name: piece.slice(1, -1) } : { text: piece }))
}
