/* Markdown to elements, as much of it as a postmortem needs. Every text becomes a text
 * node; HTML in it is text like any other; images are named, never fetched: only the
 * pictures that the caller has already stand in their place. */

import { html } from "./lib.js";
import { plain, safeLink } from "./format.js";

const TEXT_MAX = 400_000;    /* a postmortem is a tenth of it */
const INLINE_MAX = 4000;     /* longer lines are shown without emphasis */
const DEPTH_MAX = 6;

const INLINE = new RegExp([
	"(`+)(.+?)\\1(?!`)",
	"\\*\\*(?=\\S)(.+?)\\*\\*",
	"\\*(?=\\S)(.+?)\\*",
	"(?<!\\w)_(?=\\S)(.+?)_(?!\\w)",
	"!?\\[([^\\]]*)\\]\\(([^()\\s]*)\\)",
	"<(https?://[^>\\s]+)>",
	"\\\\([!-/:-@[-`{-~])",
].join("|"), "s");

function linkTo(address, content) {
	const link = safeLink(address);
	return link
		? html`<a href=${link} target="_blank" rel="noopener noreferrer">${content}</a>`
		: html`<span>${content} (${address})</span>`;
}

function spanOfMatch(match, depth) {
	const [whole, , code, strong, emphasis, underlined, label, address, bare, escaped] = match;

	if (code !== undefined)
		return html`<code>${code.trim()}</code>`;
	if (strong !== undefined)
		return html`<strong>${inline(strong, depth + 1)}</strong>`;
	if ((emphasis ?? underlined) !== undefined)
		return html`<em>${inline(emphasis ?? underlined, depth + 1)}</em>`;
	if (whole.startsWith("!"))
		return html`<span class="quiet">[image: ${label}]</span>`;
	if (address !== undefined)
		return linkTo(address, inline(label, depth + 1));
	return bare !== undefined ? linkTo(bare, bare) : escaped;
}

function inline(text, depth = 0) {
	if (text.length > INLINE_MAX || depth > DEPTH_MAX)
		return [text];
	const parts = [];
	let rest = text;

	for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
		parts.push(rest.slice(0, match.index), spanOfMatch(match, depth));
		rest = rest.slice(match.index + match[0].length);
	}
	parts.push(rest);
	return parts;
}

class Lines {
	constructor(lines, pictures) {
		this.lines = lines;
		this.pictures = pictures;
		this.at = 0;
	}

	get here() { return this.lines[this.at]; }
	get ended() { return this.at >= this.lines.length; }

	take() { return this.lines[this.at++]; }

	takeWhile(belongs) {
		const from = this.at;
		while (!this.ended && belongs(this.here, this.at - from))
			this.at += 1;
		return this.lines.slice(from, this.at);
	}
}

const FENCE = /^\s{0,3}(```+|~~~+)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/* Its words may hold escaped brackets. */
const PICTURE = /^!\[(?:\\.|[^\]\\])*\]\(([^()\s]+)\)$/;

const startsBlock = (line) => !line.trim() || FENCE.test(line) || HEADING.test(line)
	|| RULE.test(line) || ITEM.test(line) || QUOTE.test(line);

function fenceBlock(lines) {
	const fence = FENCE.exec(lines.take())[1];
	const body = lines.takeWhile((line) => !line.trim().startsWith(fence));
	lines.take();
	return html`<pre tabindex="0"><code>${body.join("\n")}</code></pre>`;
}

/* The page has its own headings, so those of a document begin at the third level. */
function headingBlock(lines) {
	const [, marks, text] = HEADING.exec(lines.take());
	const tag = `h${Math.min(marks.length + 2, 6)}`;
	return html`<${tag}>${inline(text)}<//>`;
}

function cellsOf(line) {
	const inner = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
	return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

function tableBlock(lines) {
	const head = cellsOf(lines.take());
	lines.take();
	const rows = lines.takeWhile((line) => line.includes("|") && line.trim()).map(cellsOf);
	return html`
		<div class="table-frame" tabindex="0" role="group" aria-label="table"><table>
			<thead><tr>${head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
			<tbody>${rows.map((row) => html`<tr>${head.map((_, nth) =>
				html`<td>${inline(row[nth] ?? "")}</td>`)}</tr>`)}</tbody>
		</table></div>`;
}

function itemContent(first, more, depth) {
	const box = /^\[([ xX])\]\s+(.*)$/s.exec(first);
	const mark = box ? (box[1] === " " ? "☐ " : "☑ ") : "";
	const lead = inline(mark + (box ? box[2] : first));
	return more.some((line) => line.trim()) ? [lead, blocks(more, depth + 1)] : lead;
}

function listBlock(lines, depth) {
	const ordered = /^\s*\d/.test(lines.here);
	const items = [];

	while (!lines.ended && ITEM.test(lines.here) && /^\s*\d/.test(lines.here) === ordered) {
		const [, indent, mark, first] = ITEM.exec(lines.take());
		const inside = indent.length + mark.length + 1;
		const more = lines.takeWhile((line) => /^\s*/.exec(line)[0].length >= Math.min(inside, indent.length + 2)
			&& line.trim());
		items.push(itemContent(first, more.map((line) => line.slice(Math.min(inside, /^\s*/.exec(line)[0].length))), depth));
		lines.takeWhile((line, nth) => nth === 0 && !line.trim() && ITEM.test(lines.lines[lines.at + 1] ?? ""));
	}
	const tag = ordered ? "ol" : "ul";
	return html`<${tag}>${items.map((item) => html`<li>${item}</li>`)}<//>`;
}

function quoteBlock(lines, depth) {
	const inner = lines.takeWhile((line) => QUOTE.test(line)).map((line) => line.replace(QUOTE, ""));
	return html`<blockquote>${blocks(inner, depth + 1)}</blockquote>`;
}

/* "**Status**: ..." line below line is a list of facts: each stays on its own line. */
const NEXT_FACT = /\n(?=\*\*[^*\n]+\*\*:)/;

const paragraphBlock = (lines) => {
	const text = lines.takeWhile((line, nth) => nth === 0 || !startsBlock(line)).map((line) => line.trim());
	const parts = text.join("\n").split(NEXT_FACT).map((part) => part.replaceAll("\n", " "));
	return html`<p>${parts.map((part, nth) => [nth > 0 && html`<br />`, inline(part)])}</p>`;
};

function blockAt(lines, depth) {
	const line = lines.here;

	if (depth > DEPTH_MAX)
		return paragraphBlock(lines);
	if (lines.pictures?.has(PICTURE.exec(line)?.[1]))
		return lines.pictures.get(PICTURE.exec(lines.take())[1]);
	if (FENCE.test(line))
		return fenceBlock(lines);
	if (HEADING.test(line))
		return headingBlock(lines);
	if (RULE.test(line))
		return lines.take() && html`<hr />`;
	if (QUOTE.test(line))
		return quoteBlock(lines, depth);
	if (ITEM.test(line))
		return listBlock(lines, depth);
	if (line.includes("|") && TABLE_RULE.test(lines.lines[lines.at + 1] ?? ""))
		return tableBlock(lines);
	return paragraphBlock(lines);
}

function blocks(all, depth = 0, pictures = null) {
	const lines = new Lines(all, pictures);
	const out = [];

	while (!lines.ended) {
		if (lines.here.trim())
			out.push(blockAt(lines, depth));
		else
			lines.take();
	}
	return out;
}

/* pictures: a map of the addresses that stand alone in a line to what is shown there. */
export function Markdown({ text, pictures }) {
	const whole = plain(text);
	const shown = whole.slice(0, TEXT_MAX).replaceAll("\t", "    ");
	return html`<div class="markdown" dir="auto">${blocks(shown.split("\n"), 0, pictures)}
		${whole.length > TEXT_MAX && html`<p class="quiet">The rest is in the file.</p>`}</div>`;
}
