import type { Person, ProblemBody } from '@miaohui/testing/person'
import type { Locator, Page } from 'playwright-core'

/** What the gateway says to a request that it must refuse: status, code, then each field with its fault. */
export async function refusalOf(person: Person, path: string, body: object): Promise<(string | number)[]> {
  const { status, json } = await person.raw('POST', path, body)
  const { code, errors } = json as ProblemBody
  return [status, code, ...(errors ?? []).map((each) => `${each.path} ${each.code}`)]
}

/** Waits until people can read the text. */
export const shown = (on: Page | Locator, text: string | RegExp): Promise<void> => on.getByText(text).first().waitFor()
