/** Two letters for a round mark: "Amina" → "AM", "Jo Li" → "JL", "小明" → "小明". */
export function initials(nickname: string): string {
  const words = nickname.trim().split(/\s+/);
  const letters =
    words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? '') : [...(words[0] ?? '')].slice(0, 2);
  return letters.join('').toLocaleUpperCase();
}
