import { accessToken, SAME_SITE_HEADERS } from '@/shared/http/access-token'
import type { Schemas } from '@/shared/http/api-types'
import { LOCAL_CODES, localProblem, problemFrom, ProblemError } from '@/shared/http/problem'

export type Material = Schemas['Material']
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const
/** What the server takes at most, before base64. */
export const MAX_PICTURE_BYTES = 5 * 1024 * 1024

type Path = { enterpriseId: string; teamId: string }

/** Why a file cannot be a picture, told before anything is sent; the server looks at its first bytes as well. */
export function pictureFault(file: Pick<File, 'type' | 'size'>): 'MATERIAL_TYPE' | 'MATERIAL_TOO_LARGE' | null {
  if (!PICTURE_TYPES.some((type) => type === file.type)) return 'MATERIAL_TYPE'
  return file.size > MAX_PICTURE_BYTES ? 'MATERIAL_TOO_LARGE' : null
}

/**
 * Uploads one picture. `progress` hears the part that has left the browser, 0 to 1, which only XMLHttpRequest can tell.
 * @throws ProblemError
 */
export async function uploadPicture(path: Path, file: File, progress: (part: number) => void): Promise<Material> {
  const fault = pictureFault(file)
  if (fault) throw new ProblemError(localProblem(fault))
  const body: Schemas['UploadMaterialBody'] = { kind: 'image', name: file.name.slice(0, 200), content: await base64Of(file) }
  const address = `/api/v1/enterprises/${path.enterpriseId}/teams/${path.teamId}/materials`
  const first = await post(address, JSON.stringify(body), progress)
  if (first.status !== 401 || !accessToken.present) return materialOf(first)
  await accessToken.renew()
  return materialOf(await post(address, JSON.stringify(body), progress))
}

type Answer = { status: number; body: unknown }

async function post(address: string, body: string, progress: (part: number) => void): Promise<Answer> {
  const token = await accessToken.current()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.setRequestHeader('Content-Type', 'application/json')
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    for (const [name, value] of Object.entries(SAME_SITE_HEADERS)) request.setRequestHeader(name, value)
    request.timeout = 120_000
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0)
    request.onerror = () => reject(new ProblemError(localProblem(LOCAL_CODES.unreachable)))
    request.ontimeout = () => reject(new ProblemError(localProblem(LOCAL_CODES.timeout)))
    request.onload = () => resolve({ status: request.status, body: parsed(request.responseText) })
    request.send(body)
  })
}

function materialOf({ status, body }: Answer): Material {
  if (status >= 200 && status < 300) return body as Material
  throw new ProblemError(problemFrom(body, status))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onerror = () => reject(new ProblemError(localProblem('MATERIAL_TYPE')))
    reader.onload = () => resolve(String(reader.result).replace(/^data:[^,]*,/, ''))
    reader.readAsDataURL(file)
  })
}
