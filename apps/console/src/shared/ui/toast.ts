/** A short word on what just happened, where no place on the page could say it. Loaded with the first one: most visits need none. */
export async function toast(tone: 'success' | 'error' | 'info', text: string): Promise<void> {
  const [{ ElMessage }] = await Promise.all([
    import('element-plus/es/components/message/index'),
    import('element-plus/es/components/message/style/css'),
  ])
  ElMessage({ type: tone, message: text, grouping: true, duration: tone === 'error' ? 6000 : 3000 })
}
