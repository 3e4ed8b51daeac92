import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../../api/client.ts'
import { ProblemError } from '../../api/problem.ts'
import type {
  CustomerAssociationChange,
  CustomerAssociationRequest,
  CustomerPricesRequest,
  CustomerTextRequest,
  SimulatedCustomerDevice,
} from '../../api/resources.ts'

/** What is asked anew when something towards a customer's device was changed. */
const customerKey = 'customer-device'

/** The device that a meter sends to, or did; null where it never has. */
export function associationQuery(serial: string) {
  return queryOptions({
    queryKey: [customerKey, 'association', serial],
    queryFn: async ({ signal }) => {
      const params = { query: { endDevice: serial } }
      const { items } = await answerOf(api.GET('/api/v1/customer-associations', { params, signal }))
      return items[0] ?? null
    },
  })
}

/** What the device of a simulated home shows; null for every other home. */
export function homeQuery(serial: string) {
  return queryOptions({
    queryKey: [customerKey, 'home', serial],
    queryFn: async ({ signal }): Promise<SimulatedCustomerDevice | null> => {
      try {
        const params = { path: { serial } }
        return await answerOf(
          api.GET('/api/v1/simulation/meters/{serial}/customer-device', { params, signal }),
        )
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null
        throw error
      }
    },
  })
}

export function sentQuery(serial: string) {
  return queryOptions({
    queryKey: [customerKey, 'sent', serial],
    queryFn: ({ signal }) => {
      const query = { endDevice: serial, limit: 500 }
      return answerOf(api.GET('/api/v1/chain2/sent-counters', { params: { query }, signal }))
    },
  })
}

export const devicesQuery = queryOptions({
  queryKey: [customerKey, 'devices'],
  queryFn: ({ signal }) =>
    answerOf(api.GET('/api/v1/customer-devices', { params: { query: { limit: 500 } }, signal })),
})

export function textsQuery(id: string) {
  return queryOptions({
    queryKey: [customerKey, 'texts', id],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { limit: 50 } }
      return answerOf(api.GET('/api/v1/customer-devices/{id}/messages', { params, signal }))
    },
    // Receipts come when they come.
    refetchInterval: 10_000,
  })
}

/** Something that is wanted of a meter or told to a device; what is shown is asked anew. */
function useOrder<Body, Answer>(order: (body: Body) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: order,
    onSettled: () => queries.invalidateQueries({ queryKey: [customerKey] }),
  })
}

export function useAssociate(serial: string) {
  const params = { path: { serial } }
  return useOrder((body: CustomerAssociationRequest) =>
    answerOf(api.PUT('/api/v1/end-devices/{serial}/customer-device', { params, body })),
  )
}

export function useChange(serial: string) {
  const params = { path: { serial } }
  return useOrder((body: CustomerAssociationChange) =>
    answerOf(api.PATCH('/api/v1/end-devices/{serial}/customer-device', { params, body })),
  )
}

export function useRevoke(serial: string) {
  const params = { path: { serial } }
  return useOrder(() => answerOf(api.DELETE('/api/v1/end-devices/{serial}/customer-device', { params })))
}

export function useReadSent(serial: string) {
  const params = { path: { serial } }
  return useOrder(() => answerOf(api.POST('/api/v1/end-devices/{serial}/sent-counters', { params })))
}

export function useSendText(id: string) {
  const params = { path: { id } }
  return useOrder((body: CustomerTextRequest) =>
    answerOf(api.POST('/api/v1/customer-devices/{id}/messages', { params, body })),
  )
}

export function useSendPrices(id: string) {
  const params = { path: { id } }
  return useOrder((body: CustomerPricesRequest) =>
    answerOf(api.POST('/api/v1/customer-devices/{id}/prices', { params, body })),
  )
}
