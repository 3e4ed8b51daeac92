import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answerOf } from '../../api/client.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/form/button.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { actions, type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { useMay } from '../../session/session.ts'
import { type Notice, platform } from '../api/client.ts'
import { campaignQuery, noticesQuery } from '../api/queries.ts'

/** What participants were told, and whether they have read it. */
export function Notices() {
  const t = useText()
  const format = useFormat()
  const queries = useQueryClient()
  const notices = useQuery(noticesQuery)
  const zone = useQuery(campaignQuery).data?.timeZone ?? 'UTC'
  const mayOperate = useMay('operator')
  const isMember = useMay('vendor') && !mayOperate
  const read = useMutation({
    mutationFn: (id: number) =>
      answerOf(platform.POST('/api/v1/notices/{id}/read', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: noticesQuery.queryKey }),
  })
  const columns: Column<Notice>[] = [
    words(t('campaign.when'), ({ at }) => format.minute(zone, at)),
    words(t('campaign.participant'), ({ participant }) => participant, { isMinor: true }),
    words(t('campaign.subject'), ({ subject }) => t(`campaign.notice.${subject}`)),
    words(t('campaign.told'), ({ told }) => Object.values(told).join(', ')),
    words(t('campaign.mail'), ({ mailedAt, mailFailure, mailGivenUpAt }) => {
      if (mailedAt !== null) return format.minute(zone, mailedAt)
      if (mailFailure === null) return null
      return t(mailGivenUpAt === null ? 'campaign.mail.again' : 'campaign.mail.given-up', {
        failure: mailFailure,
      })
    }),
    actions(t('campaign.actions'), ({ id, readAt }) => {
      if (readAt !== null) return <span className="text-ink-3">{t('campaign.read')}</span>
      return isMember ? <Button onPress={() => read.mutate(id)}>{t('campaign.read-it')}</Button> : null
    }),
  ]
  const unsent = notices.data?.items.filter(({ mailFailure }) => mailFailure !== null) ?? []
  return (
    <Section title={t('campaign.notices')}>
      {unsent.length > 0 && (
        <div className="mb-3 border-l-2 border-critical py-2 pl-4">
          <p className="font-medium">{t('campaign.mail.trouble', { count: format.count(unsent.length) })}</p>
          <p className="text-ink-2">{t('campaign.mail.hint')}</p>
        </div>
      )}
      <List
        source={whole(notices)}
        failed={t('campaign.failed')}
        empty={<Empty title={t('campaign.no-notices')} />}
      >
        {rows => (
          <Table label={t('campaign.notices')} columns={columns} rows={rows} keyOf={({ id }) => String(id)} />
        )}
      </List>
    </Section>
  )
}
