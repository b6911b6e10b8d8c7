// Runs the simulator from its TypeScript sources, for tests: node --conditions=@miaohui/source apps/wecom-simulator/run-source.cjs
const fs = require('node:fs')
const Module = require('node:module')
const path = require('node:path')
const { transformSync } = require('@swc/core')

const swc = JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', '.swcrc'), 'utf8'))
Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(fs.readFileSync(filename, 'utf8'), {
    ...swc,
    exclude: undefined,
    swcrc: false,
    filename,
    sourceMaps: 'inline',
  })
  module._compile(code, filename)
}
require('./src/main.ts')
