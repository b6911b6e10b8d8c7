/// <reference types="vite/client" />

/** Version of the console as built, shown in the account menu. */
declare const __APP_VERSION__: string

declare module 'element-plus/theme-chalk/dark/css-vars.css'
declare module 'element-plus/es/components/message/style/css'
