import type { MessageId } from '@lingui/core'
import { useLingui } from '@lingui/react'
import type en from './messages/en.json'

declare module '@lingui/core' {
  interface Register {
    /** An id that is in no catalogue is a type error. */
    readonly messageIds: keyof typeof en
  }
}

export type TextId = MessageId
export type Text = (id: TextId, values?: Record<string, unknown>) => string

/** The texts of the language in use, by id. */
export function useText(): Text {
  const { _ } = useLingui()
  return _ as Text
}
