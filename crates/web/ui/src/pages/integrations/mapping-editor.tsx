// A mapping while it is edited: for each part of an alert a template with places in the JSON that comes.
import { TextField } from '../../parts/field'
import { alertSeverities } from '../../parts/words'
import type { MappingDraft } from './draft'
import { Pairs } from './rule-editor'

export function MappingEditor({ mapping, change }: { mapping: MappingDraft; change: (mapping: MappingDraft) => void }) {
  const set = (to: Partial<MappingDraft>) => change({ ...mapping, ...to })
  return (
    <fieldset className="nhsuk-fieldset ctac-piece">
      <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">How its JSON is read</legend>
      <p className="nhsuk-hint">Each is text with places: {'{/check/name} on {/host}'} takes “name” of “check”, and “host”. A place with nothing there is empty.</p>
      <TextField label="Summary" value={mapping.summary} change={(summary) => set({ summary })} autoComplete="off" />
      <TextField label="What it is about" value={mapping.source} change={(source) => set({ source })} autoComplete="off" />
      <TextField label="What makes two the same alert" hint="Empty: all of what came" value={mapping.dedup_key} change={(dedup_key) => set({ dedup_key })} autoComplete="off" />
      <TextField label="How severe it is" hint="What is none of the words below nor info, warning, error or critical is an error" value={mapping.severity} change={(severity) => set({ severity })} autoComplete="off" />
      <Pairs pairs={mapping.words} change={(words) => set({ words })} name="Its word" value="Means" values={alertSeverities} add="Add a word for a severity" />
      <div className="ctac-row">
        <TextField label="It is over where" hint="Empty: never by itself" value={mapping.over} change={(over) => set({ over })} autoComplete="off" />
        <TextField label="is one of" hint="With commas between" value={mapping.overIs} change={(overIs) => set({ overIs })} autoComplete="off" />
      </div>
      <Pairs pairs={mapping.fields} change={(fields) => set({ fields })} name="Further field" value="From" nameHint="component, group, class or details.NAME" add="Add a further field" />
    </fieldset>
  )
}
