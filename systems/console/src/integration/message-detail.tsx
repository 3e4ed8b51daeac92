import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../api/client.ts'
import { messageQuery } from '../api/integration-queries.ts'
import type { IntegrationMessageDetail } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/form/button.tsx'
import { ScrollBox } from '../kit/page/scroll-box.tsx'
import { Confirm } from '../kit/sheet/confirm.tsx'
import { Failure, Skeleton } from '../kit/states.tsx'
import { useMay } from '../session/session.ts'
import { isOpen } from './filter.ts'
import { MendDialog } from './mend-dialog.tsx'

/** A message with its text, what it led to, and, while its destination has not got it, what can be done. */
export function MessageDetail({ id }: { id: number }) {
  const t = useText()
  const { data: message, error, refetch } = useQuery(messageQuery(id))
  if (error) return <Failure what={t('messages.failed')} error={error} onRetry={() => void refetch()} />
  if (message === undefined) return <Skeleton lines={4} />
  return (
    <div className="flex flex-col gap-3">
      <Links message={message} />
      {message.direction === 'out' && <Steps message={message} />}
      <Xml title={t('messages.text')} xml={message.xml} />
      {message.answer && <Xml title={t('messages.answer')} xml={message.answer} />}
    </div>
  )
}

/** From the message to the orders and activities it led to, and further to their meters and frames. */
function Links({ message }: { message: IntegrationMessageDetail }) {
  const t = useText()
  const { endDeviceControls, activities, correlationId, mendedBy } = message
  const links = [
    ...endDeviceControls.map(id => ({
      href: `/orders/order/${encodeURIComponent(id)}`,
      name: t('messages.order', { id }),
    })),
    ...activities.map(id => ({
      href: `/orders/activities/${encodeURIComponent(id)}`,
      name: t('messages.activity', { id }),
    })),
  ]
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      {links.map(({ href, name }) => (
        <li key={href}>
          <Link href={href} className="link">
            {name}
          </Link>
        </li>
      ))}
      {correlationId && (
        <li className="text-ink-2">
          {t('messages.correlation')} <code className="font-mono text-label">{correlationId}</code>
        </li>
      )}
      {mendedBy && <li className="text-ink-2">{t('messages.mended-by', { name: mendedBy })}</li>}
    </ul>
  )
}

function Steps({ message: { id, state, xml } }: { message: IntegrationMessageDetail }) {
  const t = useText()
  const mayAct = useMay('operator')
  const queries = useQueryClient()
  const [asked, setAsked] = useState<'mend' | 'discard' | null>(null)
  const act = useMutation({
    mutationFn: (step: 'resend' | 'discard') => {
      const params = { params: { path: { id } } }
      return step === 'resend'
        ? answerOf(api.POST('/api/v1/integration/messages/{id}/resend', params))
        : answerOf(api.POST('/api/v1/integration/messages/{id}/discard', params))
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['messages'] })
      void queries.invalidateQueries({ queryKey: ['message', id] })
    },
  })
  if (!mayAct || !isOpen(state)) return null
  return (
    <div className="flex flex-col gap-2">
      {act.isError && <Failure what={t('messages.act-failed')} error={act.error} />}
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isPending={act.isPending} onPress={() => act.mutate('resend')}>
          {t('messages.resend')}
        </Button>
        <Button onPress={() => setAsked('mend')}>{t('messages.mend')}</Button>
        <Button look="danger" onPress={() => setAsked('discard')}>
          {t('messages.discard')}
        </Button>
      </div>
      {asked === 'mend' && <MendDialog id={id} xml={xml} onClose={() => setAsked(null)} />}
      <Confirm
        isOpen={asked === 'discard'}
        title={t('messages.discard')}
        consequence={t('messages.discard.means')}
        action={t('messages.discard')}
        onConfirm={() => act.mutate('discard')}
        onClose={() => setAsked(null)}
      />
    </div>
  )
}

function Xml({ title, xml }: { title: string; xml: string }) {
  return (
    <div>
      <p className="label mb-1">{title}</p>
      <ScrollBox label={title} className="max-h-80 rounded-control border border-line bg-sunken p-3">
        <pre className="font-mono text-label whitespace-pre-wrap break-all">{xml}</pre>
      </ScrollBox>
    </div>
  )
}
