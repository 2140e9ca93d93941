/// <reference lib="dom" />

type Child = Node | string | null | false;
type Properties<Name extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Name], 'style' | 'dataset'>
> & { readonly aria?: Readonly<Record<string, string>> };

/** An element with its properties and what is in it. Text is text: nothing here reads markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { aria = {}, ...properties }: Properties<Name> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  for (const [key, value] of Object.entries(aria)) {
    made.setAttribute(key === 'role' || key === 'for' ? key : `aria-${key}`, value);
  }
  for (const child of children) if (child !== null && child !== false) made.append(child);
  return made;
}

/** A form field under its label. */
export function labelled(text: string, field: HTMLElement, help = ''): HTMLElement {
  const label = element('label', {}, element('span', {}, text), field);
  if (help !== '') label.append(element('small', { className: 'quiet' }, help));
  return label;
}

/** A button that does something. */
export function button(text: string, action: () => void, className = ''): HTMLButtonElement {
  const made = element('button', { type: 'button', className }, text);
  made.addEventListener('click', action);
  return made;
}

/** A choice of one, by value and text. */
export function choice(options: readonly (readonly [value: string, text: string])[]) {
  return element(
    'select',
    {},
    ...options.map(([value, text]) => element('option', { value }, text)),
  );
}
