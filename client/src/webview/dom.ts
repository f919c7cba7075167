type Child = Node | string | undefined;

/** An element with its attributes and children; text stays text, whatever marks are in it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** `{0} of {1}` with its words. */
export function filled(text: string, ...words: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (mark, index) => words[Number(index)] ?? mark);
}
