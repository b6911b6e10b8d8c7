import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OPENAPI_FILE, openApiText } from './open-api-file'

async function main(): Promise<void> {
  await mkdir(dirname(OPENAPI_FILE), { recursive: true })
  await writeFile(OPENAPI_FILE, await openApiText())
}

void main()
