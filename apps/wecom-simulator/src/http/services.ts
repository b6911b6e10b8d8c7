import type { SimulatedAccount } from '../account/simulated-account'
import type { CustomerActions } from '../customers/customer-actions'
import type { MessageSending } from '../sending/message-sending'
import type { MediaStore } from '../storage/media-store'
import type { World } from '../world/world'

/** What the HTTP routes work with. */
export type Services = {
  world: World
  customers: CustomerActions
  sending: MessageSending
  media: MediaStore
  cutStream: (account: SimulatedAccount) => void
}
