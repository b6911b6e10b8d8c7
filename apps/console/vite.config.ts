import { readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig, type CSSOptions } from 'vite'

type PostcssPlugin = Extract<NonNullable<CSSOptions['postcss']>, { plugins?: unknown }>['plugins']

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }
const gateway = `http://127.0.0.1:${process.env.MIAOHUI_PORT ?? '8080'}`

/**
 * Element Plus loads its style sheets together with lazily loaded pages, that is after ours. Inside a cascade layer they lose against
 * unlayered rules whatever the order, so the token sheet never needs `!important` or doubled selectors.
 */
const elementPlusLayer: PostcssPlugin = [
  {
    postcssPlugin: 'element-plus-layer',
    Once(root, { AtRule }) {
      if (!root.source?.input.file?.includes('/element-plus/')) return
      const layer = new AtRule({ name: 'layer', params: 'element-plus', nodes: [] })
      for (const node of [...root.nodes]) if (!(node.type === 'atrule' && node.name === 'charset')) layer.append(node.remove())
      root.append(new AtRule({ name: 'layer', params: 'base, element-plus' }), layer)
    },
  },
]

/** What every first visit needs, in few parts: they compress better and stay in the browser's cache over releases. */
const FIRST_VISIT = [
  { name: 'base', test: /node_modules\/(@vue|vue|vue-router|pinia|vue-i18n|@intlify|@tanstack|openapi-fetch)\// },
  {
    name: 'element',
    test: /(@popperjs|element-plus\/es\/(hooks|components\/(popper|tooltip|dropdown|dropdown-menu|dropdown-item|roving-focus-group|collection|focus-trap|scrollbar|popover|button|input|config-provider|icon)))/,
  },
  { name: 'core', test: /src\/(app\/[^/]*\.(ts|vue)|app\/i18n\/[^/]*\.ts|shared\/(session|http|access)\/)/ },
]

export default defineConfig({
  base: '/',
  plugins: [vue(), components({ dts: false, dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
  resolve: {
    alias: {
      '@ctrl/tinycolor': fileURLToPath(new URL('./src/shared/ui/no-custom-colors.ts', import.meta.url)),
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  css: { postcss: { plugins: elementPlusLayer } },
  define: {
    __APP_VERSION__: JSON.stringify(version),
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': { target: gateway, changeOrigin: false }, '/ws': { target: gateway, ws: true } },
  },
  preview: { host: '127.0.0.1' },
  // Otherwise each page that is first to use a component makes the dev server start over.
  optimizeDeps: { include: ['element-plus/es', 'element-plus/es/components/*/style/css'] },
  build: {
    target: 'es2022',
    manifest: true,
    sourcemap: false,
    chunkSizeWarningLimit: 600,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: FIRST_VISIT } } },
  },
})
