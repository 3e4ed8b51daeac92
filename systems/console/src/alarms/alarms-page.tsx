import { Suspense } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Page } from '../kit/page/page.tsx'
import { TabLinks } from '../kit/page/tab-links.tsx'
import { part } from '../kit/part/part.tsx'
import { Skeleton } from '../kit/states.tsx'
import { DeskFigures } from './desk/desk-figures.tsx'
import { DeskTab } from './desk/desk-tab.tsx'

const ReliabilityTab = part(() => import('./reliability-tab.tsx'))
const RulesTab = part(() => import('./rules/rules-tab.tsx'))
const SubscriptionsTab = part(() => import('./subscriptions/subscriptions-tab.tsx'))

const tabs = ['desk', 'reliability', 'rules', 'subscriptions'] as const

/** What a person must act on: incidents and alarms, their subscriptions, and the rules by which events become alarms. */
export default function AlarmsPage({ tab }: { tab: string | undefined }) {
  const t = useText()
  const current = tabs.find(known => known === tab) ?? 'desk'
  return (
    <Page title={t('room.alarms')} aside={<DeskFigures />}>
      <TabLinks
        label={t('alarms.parts')}
        tabs={tabs.map(name => ({
          href: name === 'desk' ? '/alarms' : `/alarms/${name}`,
          name: t(`alarms.tab.${name}`),
          current: name === current,
        }))}
      />
      <Suspense fallback={<Skeleton lines={8} />}>
        {current === 'desk' && <DeskTab />}
        {current === 'reliability' && <ReliabilityTab />}
        {current === 'rules' && <RulesTab />}
        {current === 'subscriptions' && <SubscriptionsTab />}
      </Suspense>
    </Page>
  )
}
