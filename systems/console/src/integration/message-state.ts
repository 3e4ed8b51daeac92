import type { MessageState } from '../api/resources.ts'
import type { Shape } from '../kit/mark.tsx'

export const shapeOf: Record<MessageState, Shape> = {
  received: 'info',
  done: 'normal',
  refused: 'minor',
  waiting: 'info',
  delivered: 'normal',
  dead: 'critical',
  discarded: 'unknown',
}
