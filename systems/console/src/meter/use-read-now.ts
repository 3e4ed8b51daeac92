import { useMutation, useQueryClient } from '@tanstack/react-query'
import { answerOf, api } from '../api/client.ts'
import { endDeviceQuery } from '../api/queries.ts'

/** Reads the meter's registers at once; what the session changed is asked for again. */
export function useReadNow(serial: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/api/v1/end-devices/{serial}/readings', { params: { path: { serial } }, body: {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: endDeviceQuery(serial).queryKey }),
  })
}

export type ReadNow = ReturnType<typeof useReadNow>
