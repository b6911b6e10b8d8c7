import { isProfileName, type ProfileName } from './knobs/profiles'

export type SimulatorConfig = {
  host: string
  /** 0 takes a free port. */
  grpcPort: number
  httpPort: number
  controlToken: string
  /** Folder of the journal and the media files. */
  dataFolder: string
  profile: ProfileName
  seed: string
  /** Base of links to avatars, which browsers load; empty: its own address. */
  publicUrl: string
  /** Base of links to files that customers sent, which the product's services load; empty: the same as `publicUrl`. */
  mediaUrl: string
}

/** @throws Error naming every variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): SimulatorConfig {
  const wrong: string[] = []
  const port = (name: string): number => {
    const value = Number(env[name] ?? '0')
    if (!Number.isInteger(value) || value < 0 || value > 65_535) wrong.push(name)
    return value
  }
  const required = (name: string): string => {
    const value = env[name]
    if (!value) wrong.push(name)
    return value ?? ''
  }
  const url = (name: string): string => (env[name] ?? '').replace(/\/$/, '')
  const profile = env['MIAOHUI_SIMULATOR_PROFILE'] || 'demo'
  if (!isProfileName(profile)) wrong.push('MIAOHUI_SIMULATOR_PROFILE')
  const config: SimulatorConfig = {
    host: env['MIAOHUI_SIMULATOR_HOST'] || '127.0.0.1',
    grpcPort: port('MIAOHUI_SIMULATOR_GRPC_PORT'),
    httpPort: port('MIAOHUI_SIMULATOR_HTTP_PORT'),
    controlToken: required('MIAOHUI_SIMULATOR_CONTROL_TOKEN'),
    dataFolder: required('MIAOHUI_SIMULATOR_DATA'),
    profile: isProfileName(profile) ? profile : 'demo',
    seed: env['MIAOHUI_SIMULATOR_SEED'] || '1',
    publicUrl: url('MIAOHUI_SIMULATOR_PUBLIC_URL'),
    mediaUrl: url('MIAOHUI_SIMULATOR_MEDIA_URL'),
  }
  if (wrong.length > 0) throw new Error(`missing or wrong: ${wrong.join(', ')}`)
  return config
}
