// Lets node run TypeScript sources as jest does, for scripts that must not depend on a build. Use with --conditions=@miaohui/source.
const { readFileSync } = require('node:fs')
const { transformSync } = require('@swc/core')

const swc = JSON.parse(readFileSync(`${__dirname}/../../../.swcrc`, 'utf8'))
delete swc.exclude

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swc, filename, swcrc: false, sourceMaps: 'inline' })
  module._compile(code, filename)
}
