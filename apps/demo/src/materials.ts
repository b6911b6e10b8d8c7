import type { DemoTeam } from './demo'
import { gradientPng } from './png'
import { MATERIALS } from './story'

const SIZE = { width: 480, height: 640 }

/** Pictures in the team's library. */
export async function uploadMaterials({ lead, materialIds }: DemoTeam): Promise<void> {
  for (const { name, from, to } of MATERIALS) {
    const content = gradientPng(SIZE.width, SIZE.height, from, to).toString('base64')
    const { id } = await lead.ask<{ id: string }>('POST', lead.team('/materials'), { kind: 'image', name, content })
    materialIds.push(id)
  }
}
