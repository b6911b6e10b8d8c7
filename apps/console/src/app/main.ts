import 'element-plus/theme-chalk/dark/css-vars.css'
import '@/styles/base.css'
import '@/styles/tokens.css'
import '@/styles/element.css'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { problemOf } from '@/shared/http/problem'
import { usePreferences } from '@/shared/session/preferences.store'
import { installElementA11y } from '@/shared/ui/install-element-a11y'
import App from './App.vue'
import { installI18n, switchLocale } from './i18n/i18n'
import { router } from './router'

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // Live notices say when data is old, so coming back to a window need not ask again.
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // A refusal stays one; only what may pass by itself is tried again.
      retry: (failures, error) => failures < 2 && [0, 502, 503, 504].includes(problemOf(error).status),
    },
  },
})

/** Not at the top level of the module: the pages share parts with it, and would wait for it while it waits for them. */
async function start(): Promise<void> {
  const app = createApp(App)
  app.use(createPinia())
  installI18n(app)
  app.use(VueQueryPlugin, { queryClient })
  await switchLocale(usePreferences().stored.locale)
  app.use(router)
  await router.isReady()
  app.mount('#app')
  installElementA11y(document.body)
}

void start()
