// Helps on top of pages that work without any of it. One line per help; each module stays under 3 KB.
import { Button, CharacterCount, ErrorSummary } from "govuk-frontend";
import { closeMenus } from "./menu.js";
import { keepAnswers } from "./leave.js";
import { showChosenFiles } from "./files.js";
import { tapToCopy } from "./copy.js";
import { suggestTitles } from "./suggest.js";

const words = document.documentElement.dataset;

function start(Component, config) {
  const name = `[data-module="${Component.moduleName}"]`;
  for (const element of document.querySelectorAll(name)) new Component(element, config);
}

// One sentence for every number, since "Letters left: 1" and "Letters left: 2" need no plural.
function counted(sentence) {
  const text = sentence.replace("{count}", "%{count}");
  return { one: text, other: text };
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
start(ErrorSummary);
start(Button, { preventDoubleClick: true });
start(CharacterCount, {
  i18n: {
    charactersUnderLimit: counted(words.charactersLeft),
    charactersAtLimit: words.charactersNone,
    charactersOverLimit: counted(words.charactersOver),
  },
});
closeMenus(document);
keepAnswers(document);
showChosenFiles(document, words);
tapToCopy(document, navigator);
suggestTitles(document, location);

// One page for when there is no network; without this the site works the same.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => {});
