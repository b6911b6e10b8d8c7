import { version } from '../../package.json'
import { Frame } from './frame'

/** The first thing on every line: a console of another version offers a reload. */
export const helloFrame = Frame.of({ kind: 'hello', version })
