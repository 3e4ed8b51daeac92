import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { CodesTab } from './codes-tab.tsx'
import { DestinationsTab } from './destinations-tab.tsx'
import { MessagesTab } from './messages-tab.tsx'

const tabs = ['list', 'destinations', 'codes'] as const

/** Messages from and to other systems of the utility, and where they go. */
export default function IntegrationPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  const current = tabs.find(known => known === tab) ?? 'list'
  return (
    <Page title={t('room.messages')}>
      <TabLinks
        label={t('messages.parts')}
        tabs={tabs.map(name => ({
          href: name === 'list' ? '/messages' : `/messages/${name}`,
          name: t(`messages.tab.${name}`),
          current: name === current,
        }))}
      />
      {current === 'list' && <MessagesTab />}
      {current === 'destinations' && <DestinationsTab />}
      {current === 'codes' && <CodesTab />}
    </Page>
  )
}
