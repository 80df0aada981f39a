/** Whether PostgreSQL can store every text and every name in a value: it takes no NUL characters and no halves of characters. */
export function isStorable(value: unknown): boolean {
  const rest = [value];
  while (rest.length > 0) {
    const one = rest.pop();
    if (typeof one === "string" && !isStorableText(one)) return false;
    if (typeof one !== "object" || one === null) continue;
    for (const [name, part] of Object.entries(one)) {
      if (!isStorableText(name)) return false;
      rest.push(part);
    }
  }
  return true;
}

function isStorableText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
