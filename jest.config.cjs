// One configuration for every package: sources are run as they are (export condition @miaohui/source), so no build is needed before a test.
const fs = require('node:fs')
const swc = JSON.parse(fs.readFileSync(`${__dirname}/.swcrc`, 'utf8'))

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{libs,services,apps}/*/{src,test}/**/*.{spec,int-spec}.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '<rootDir>/apps/console/', '<rootDir>/apps/e2e/'],
  modulePathIgnorePatterns: ['/dist/'],
  testEnvironmentOptions: { customExportConditions: ['@miaohui/source', 'node', 'node-addons'] },
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, exclude: undefined }] },
  transformIgnorePatterns: ['/node_modules/'],
  setupFiles: ['reflect-metadata'],
}
