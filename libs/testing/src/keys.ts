import { generateKeyPairSync } from 'node:crypto'
import { SERVICES, type PeerName } from '@miaohui/contracts/kernel/rpc'

export const PEERS: readonly PeerName[] = [...SERVICES, 'gateway']

export type PeerKeys = { privateKeys: Record<PeerName, string>; publicKeys: Record<PeerName, string> }

/** ES256 keys of every peer, made once per test process. */
export function makePeerKeys(): PeerKeys {
  const pairs = PEERS.map((peer) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const text = {
      private: privateKey.export({ type: 'pkcs8', format: 'der' }),
      public: publicKey.export({ type: 'spki', format: 'der' }),
    }
    return [peer, { privateKey: text.private.toString('base64'), publicKey: text.public.toString('base64') }] as const
  })
  return {
    privateKeys: Object.fromEntries(pairs.map(([peer, pair]) => [peer, pair.privateKey])) as Record<PeerName, string>,
    publicKeys: Object.fromEntries(pairs.map(([peer, pair]) => [peer, pair.publicKey])) as Record<PeerName, string>,
  }
}

let made: PeerKeys | undefined
export const peerKeys = (): PeerKeys => (made ??= makePeerKeys())
