import { mayUse, senderOf } from '@ferraris/service'

/** Customers have to do with what is their own; undefined for an administrator, who acts for any of them. */
export function customerOf(request: Parameters<typeof senderOf>[0]): string | undefined {
  const { name, role } = senderOf(request)
  return mayUse(role, 'viewer') ? undefined : name
}
