// Rules inside and between packages that the Nx boundary rule does not see. Names say what is forbidden.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'domain-is-pure',
      comment: 'rules live in plain functions and classes: no framework, no database, no bus',
      severity: 'error',
      from: { path: '^(services|apps)/[^/]+/src/.*/domain/', pathNot: '\\.spec\\.ts$' },
      to: { path: 'node_modules/(@nestjs|typeorm|pg|nats|bull|ioredis|fastify)/' },
    },
    {
      name: 'nobody-imports-a-service',
      severity: 'error',
      from: { pathNot: '^(services/([^/]+)|apps/(all-in-one|provision))/' },
      to: { path: '^services/' },
    },
    {
      name: 'services-do-not-know-each-other',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/([^/]+)/', pathNot: '^services/$1/' },
    },
    {
      name: 'libs-do-not-know-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^(apps|services)/' },
    },
    {
      name: 'contracts-know-nobody',
      severity: 'error',
      from: { path: '^libs/contracts/' },
      to: { path: '^(libs/(?!contracts/)|apps/|services/)|node_modules/(typeorm|pg|nats|bull|fastify|vue)/' },
    },
    {
      name: 'bull-only-in-platform',
      severity: 'error',
      from: { path: '^(services|apps|libs)/', pathNot: '^libs/platform/' },
      to: { path: 'node_modules/(bull|@nestjs/bull|ioredis)/' },
    },
    {
      name: 'nats-only-in-platform',
      severity: 'error',
      from: { path: '^(services|apps|libs)/', pathNot: '^(libs/(platform|persistence|testing)|apps/(provision|bench))/' },
      to: { path: 'node_modules/nats/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|apps/console/|/generated/)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@miaohui/source', 'node', 'require', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
}
