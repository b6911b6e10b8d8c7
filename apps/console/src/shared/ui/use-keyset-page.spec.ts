import { nextTick, ref } from 'vue'
import { useKeysetPage } from './use-keyset-page'

describe('paging by cursors', () => {
  it('goes on by the cursor of the answer and back the way it came', () => {
    const page = useKeysetPage()
    expect(page.query.value).toEqual({ limit: 20 })
    page.next('c1')
    page.next('c2')
    expect([page.number.value, page.query.value.after]).toEqual([3, 'c2'])
    page.back()
    expect([page.number.value, page.query.value.after]).toEqual([2, 'c1'])
  })

  it('shows the first page again when a filter or the page size changes', async () => {
    const search = ref('')
    const page = useKeysetPage([search])
    page.next('c1')
    search.value = '林'
    await nextTick()
    expect(page.number.value).toBe(1)
    page.next('c1')
    page.size.value = 50
    await nextTick()
    expect(page.query.value).toEqual({ limit: 50 })
  })
})
