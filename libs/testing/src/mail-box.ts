import { eventually } from './eventually'

type Mail = { id: string; to: { address: string }[] | string; subject: string; links: string[] }

/** The product's local mail catcher. */
export class MailBox {
  constructor(private readonly url: string) {}

  async to(address: string): Promise<Mail[]> {
    const response = await fetch(`${this.url}/api/mails?to=${encodeURIComponent(address)}`)
    return ((await response.json()) as { mails: Mail[] }).mails
  }

  /** The newest invitation link mailed to an address, waited for. */
  async invitationLink(address: string): Promise<string> {
    return eventually(
      async () => {
        const link = (await this.to(address))[0]?.links.find((each) => each.includes('/invite#'))
        if (!link) throw new Error(`no invitation for ${address} yet`)
        return link
      },
      { withinMs: 20_000, everyMs: 100 },
    )
  }

  async behave(behaviour: { reject: boolean }): Promise<void> {
    await fetch(`${this.url}/api/behaviour`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(behaviour),
    })
  }
}
