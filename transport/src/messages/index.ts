export { linkUrl } from './link-url.ts'
export {
  type Intake,
  type LinkIntake,
  type LinkKind,
  type LinkMessage,
  type LinkPlace,
  linkKinds,
  longestMessage,
  longestSendMs,
  type MessageLink,
} from './message-link.ts'
export { type MessageFault, MessageLinkError } from './message-link-error.ts'
export { openMessageLink, takeMessages } from './open-link.ts'
