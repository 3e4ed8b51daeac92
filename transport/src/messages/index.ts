export { linkUrl } from './link-url.ts'
export {
  type LinkKind,
  type LinkMessage,
  type LinkPlace,
  linkKinds,
  longestMessage,
  type MessageLink,
} from './message-link.ts'
export { type MessageFault, MessageLinkError } from './message-link-error.ts'
export { openMessageLink, takeMessages } from './open-link.ts'
export { Reach } from './reach.ts'
