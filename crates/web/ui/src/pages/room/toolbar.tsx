// What is shown of the timeline and in which order: filters, search, and what new entries do.
import { useOrganisations } from '../../parts/people'
import { everything, filters, groups, groupWords, type Filter, type Group, type Order } from '../../room/shown'

/** What new entries do: `still`, they wait below; `follow`, they come into view; `paused`, they do not come at all. */
export type Updates = 'still' | 'follow' | 'paused'

interface Props {
  filter: Filter
  change: (filter: Filter) => void
  order: Order
  reorder: (order: Order) => void
  updates: Updates
  update: (updates: Updates) => void
  count: { shown: number; of: number }
  print: () => void
}

export function Toolbar({ filter, change, order, reorder, updates, update, count, print }: Props) {
  const set = (part: Partial<Filter>) => change({ ...filter, ...part })
  const active = filters(filter)
  return (
    <details className="ctac-toolbar">
      <summary>
        Find, filter and order
        <span className="ctac-toolbar__count" role="status"> {active ? `${count.shown} of ${count.of} entries` : `${count.of} entries`}</span>
      </summary>
      <div className="ctac-toolbar__fields">
        <label>Find words <input className="nhsuk-input" type="search" value={filter.search} onChange={(event) => set({ search: event.target.value })} /></label>
        <fieldset>
          <legend>Only these</legend>
          {groups.map((group) => <Tick key={group} label={groupWords[group]} checked={filter.groups.includes(group)} change={(on) => set({ groups: toggled(filter.groups, group, on) })} />)}
        </fieldset>
        <fieldset>
          <legend>And only</legend>
          <Tick label="Mine" checked={filter.mine} change={(mine) => set({ mine })} />
          <Tick label="Not seen yet" checked={filter.unseen} change={(unseen) => set({ unseen })} />
        </fieldset>
        <Of organisation={filter.organisation} change={(organisation) => set({ organisation })} />
        <label>Order{' '}
          <select className="nhsuk-select" value={order} onChange={(event) => reorder(event.target.value as Order)}>
            <option value="learnt">As we learnt it</option>
            <option value="happened">As it happened</option>
          </select>
        </label>
        <label>New entries{' '}
          <select className="nhsuk-select" value={updates} onChange={(event) => update(event.target.value as Updates)}>
            <option value="still">Wait below, my place stays</option>
            <option value="follow">Come into view</option>
            <option value="paused">Paused</option>
          </select>
        </label>
        <p>
          {active && <button type="button" className="ctac-quiet" onClick={() => change(everything)}>Show everything</button>}{' '}
          <button type="button" className="ctac-quiet" onClick={print}>Print the whole log</button>
        </p>
      </div>
    </details>
  )
}

function Tick({ label, checked, change }: { label: string; checked: boolean; change: (on: boolean) => void }) {
  return (
    <label className="ctac-tick">
      <input type="checkbox" checked={checked} onChange={(event) => change(event.target.checked)} /> {label}
    </label>
  )
}

function Of({ organisation, change }: { organisation: string; change: (id: string) => void }) {
  const all = useOrganisations()
  return (
    <label>Organisation{' '}
      <select className="nhsuk-select" value={organisation} onChange={(event) => change(event.target.value)}>
        <option value="">Every organisation</option>
        {all.map((it) => <option key={it.id} value={it.id}>{it.name}</option>)}
      </select>
    </label>
  )
}

function toggled(all: readonly Group[], group: Group, on: boolean): Group[] {
  return on ? [...all, group] : all.filter((it) => it !== group)
}
