import { Int, Text } from '@miaohui/contracts/kernel/fields'
import { IMAGE_TYPES, readMaterial } from '@miaohui/contracts/messaging/material'
import { Controller, Get, Req, Res } from '@nestjs/common'
import type { FastifyReply } from 'fastify'
import type { EdgeRequest } from '../http/edge-request'
import { Expose } from '../http/exposure'
import { Forward } from '../http/forward'

export class MaterialLink {
  @Int({ min: 0, description: 'seconds since 1970 at which the link ends' })
  e!: number

  @Text({ max: 100, description: 'signature' })
  s!: string
}

/** A material's bytes never run anything in our origin, whatever somebody uploaded. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

@Controller('api/v1/materials')
export class MaterialContentController {
  constructor(private readonly forward: Forward) {}

  @Get(':id/content')
  @Expose(
    readMaterial,
    { public: true },
    { summary: 'The file itself; the signed address is the permission', query: MaterialLink, frequent: true },
  )
  async content(@Req() request: EdgeRequest, @Res() reply: FastifyReply): Promise<void> {
    const { e, s } = request.query
    const input = { id: request.params.id ?? '', expires: Number(e), signature: String(s ?? '') }
    const material = await this.forward.call(readMaterial, input, request)
    const isImage = (IMAGE_TYPES as readonly string[]).includes(material.contentType)
    const secondsLeft = Math.max(0, Math.floor(input.expires - Date.now() / 1000))
    await reply
      .headers({
        'content-type': isImage ? material.contentType : 'application/octet-stream',
        'content-disposition': `${isImage ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeFileName(material.name)}`,
        'content-security-policy': SANDBOX,
        'cross-origin-resource-policy': 'same-site',
        'cache-control': `private, max-age=${secondsLeft}`,
      })
      .send(Buffer.from(material.content, 'base64'))
  }
}

/** RFC 8187: what encodeURIComponent leaves alone but a header must not carry is escaped too. */
function encodeFileName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
