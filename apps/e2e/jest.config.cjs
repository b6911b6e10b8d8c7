const base = require('../../jest.config.cjs')

/** The product end to end: built programs, real servers, one file at a time because each brings a whole product up. */
module.exports = {
  ...base,
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  maxWorkers: 1,
  testTimeout: 120_000,
}
