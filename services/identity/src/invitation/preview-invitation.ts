import type { InvitationPreview, PreviewInvitation as Input } from '@miaohui/contracts/identity/invitation'
import { Injectable } from '@nestjs/common'
import { OpenLink } from './open-link'

/** Shows who invites to what. Reading never uses the link up: mail scanners open links too. */
@Injectable()
export class PreviewInvitation {
  constructor(private readonly links: OpenLink) {}

  async execute({ token }: Input): Promise<InvitationPreview> {
    const { teamName, expiresAt, ...link } = await this.links.execute(token)
    return { ...link, teamName: teamName ?? undefined, expiresAt: expiresAt.toISOString() }
  }
}
