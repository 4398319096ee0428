package cakap;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LetterTokenizer;
import org.apache.lucene.analysis.core.UpperCaseFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.TrimFilter;
import org.apache.lucene.analysis.miscellaneous.TruncateTokenFilter;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.pattern.PatternReplaceFilter;
import org.apache.lucene.analysis.pattern.PatternTokenizer;
import org.apache.lucene.analysis.reverse.ReverseStringFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.CustomAnalyzer;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.PreConfiguredCharFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenFilter;
import org.elasticsearch.index.analysis.PreConfiguredTokenizer;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/**
 * The part of Elasticsearch's {@code analysis-common} module that a site in Indonesian and English asks for. That module
 * is not published as a jar; here the same names and parameters stand over the same Lucene classes.
 */
public final class Analysis extends Plugin implements AnalysisPlugin {

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        Map<String, AnalysisProvider<TokenFilterFactory>> filters = new HashMap<>();
        filters.put("lowercase", normalizing(LowerCaseFilter::new));
        filters.put("uppercase", normalizing(UpperCaseFilter::new));
        filters.put("trim", normalizing(TrimFilter::new));
        filters.put("asciifolding", filter(true, (in, s) -> new ASCIIFoldingFilter(in, s.getAsBoolean("preserve_original", false))));
        filters.put("stemmer", filter(false, (in, s) -> stem(in, s.get("language", s.get("name", "english")))));
        filters.put("snowball", filter(false, (in, s) -> new SnowballFilter(in, s.get("language", "English"))));
        filters.put("edge_ngram", filter(false, (in, s) -> new EdgeNGramTokenFilter(
            in, s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2), s.getAsBoolean("preserve_original", false))));
        filters.put("ngram", filter(false, (in, s) -> new NGramTokenFilter(
            in, s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2), s.getAsBoolean("preserve_original", false))));
        filters.put("length", filter(false, (in, s) -> new LengthFilter(in, s.getAsInt("min", 0), s.getAsInt("max", Integer.MAX_VALUE))));
        filters.put("truncate", filter(false, (in, s) -> new TruncateTokenFilter(in, s.getAsInt("length", 10))));
        filters.put("unique", filter(false, (in, s) -> new RemoveDuplicatesTokenFilter(in)));
        filters.put("remove_duplicates", filter(false, (in, s) -> new RemoveDuplicatesTokenFilter(in)));
        filters.put("keyword_repeat", filter(false, (in, s) -> new KeywordRepeatFilter(in)));
        filters.put("reverse", filter(false, (in, s) -> new ReverseStringFilter(in)));
        filters.put("flatten_graph", filter(false, (in, s) -> new FlattenGraphFilter(in)));
        filters.put("keyword_marker", filter(false, (in, s) -> new SetKeywordMarkerFilter(
            in, new CharArraySet(s.getAsList("keywords"), s.getAsBoolean("ignore_case", false)))));
        filters.put("pattern_replace", filter(true, (in, s) -> new PatternReplaceFilter(
            in, java.util.regex.Pattern.compile(s.get("pattern")), s.get("replacement", ""), s.getAsBoolean("all", true))));
        filters.put("word_delimiter_graph", filter(false, (in, s) -> new WordDelimiterGraphFilter(
            in,
            WordDelimiterGraphFilter.GENERATE_WORD_PARTS | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
                | WordDelimiterGraphFilter.SPLIT_ON_CASE_CHANGE | WordDelimiterGraphFilter.SPLIT_ON_NUMERICS
                | (s.getAsBoolean("preserve_original", false) ? WordDelimiterGraphFilter.PRESERVE_ORIGINAL : 0)
                | (s.getAsBoolean("catenate_all", false) ? WordDelimiterGraphFilter.CATENATE_ALL : 0),
            null)));
        filters.put("synonym", AnalysisPlugin.requiresAnalysisSettings((i, env, name, s) -> new Synonyms(name, s, false)));
        filters.put("synonym_graph", AnalysisPlugin.requiresAnalysisSettings((i, env, name, s) -> new Synonyms(name, s, true)));
        return filters;
    }

    @Override
    public List<PreConfiguredTokenFilter> getPreConfiguredTokenFilters() {
        return List.of(
            PreConfiguredTokenFilter.singleton("uppercase", true, UpperCaseFilter::new),
            PreConfiguredTokenFilter.singleton("trim", true, TrimFilter::new),
            PreConfiguredTokenFilter.singleton("asciifolding", true, ASCIIFoldingFilter::new),
            PreConfiguredTokenFilter.singleton("porter_stem", false, PorterStemFilter::new),
            PreConfiguredTokenFilter.singleton("edge_ngram", false, false, in -> new EdgeNGramTokenFilter(in, 1)),
            PreConfiguredTokenFilter.singleton("unique", false, RemoveDuplicatesTokenFilter::new),
            PreConfiguredTokenFilter.singleton("remove_duplicates", false, RemoveDuplicatesTokenFilter::new),
            PreConfiguredTokenFilter.singleton("keyword_repeat", false, false, KeywordRepeatFilter::new),
            PreConfiguredTokenFilter.singleton("reverse", false, ReverseStringFilter::new),
            PreConfiguredTokenFilter.singleton("flatten_graph", false, FlattenGraphFilter::new)
        );
    }

    @Override
    public Map<String, AnalysisProvider<TokenizerFactory>> getTokenizers() {
        Map<String, AnalysisProvider<TokenizerFactory>> tokenizers = new HashMap<>();
        tokenizers.put("keyword", tokenizer(s -> new KeywordTokenizer(s.getAsInt("buffer_size", 256))));
        tokenizers.put("whitespace", tokenizer(s -> new WhitespaceTokenizer()));
        tokenizers.put("letter", tokenizer(s -> new LetterTokenizer()));
        tokenizers.put("ngram", tokenizer(s -> new NGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2)) {
            @Override protected boolean isTokenChar(int c) { return tokenChar(s, c); }
        }));
        tokenizers.put("edge_ngram", tokenizer(s -> new EdgeNGramTokenizer(s.getAsInt("min_gram", 1), s.getAsInt("max_gram", 2)) {
            @Override protected boolean isTokenChar(int c) { return tokenChar(s, c); }
        }));
        tokenizers.put("pattern", tokenizer(s -> new PatternTokenizer(
            java.util.regex.Pattern.compile(s.get("pattern", "\\W+")), s.getAsInt("group", -1))));
        return tokenizers;
    }

    @Override
    public List<PreConfiguredTokenizer> getPreConfiguredTokenizers() {
        return List.of(
            PreConfiguredTokenizer.singleton("keyword", KeywordTokenizer::new),
            PreConfiguredTokenizer.singleton("whitespace", WhitespaceTokenizer::new),
            PreConfiguredTokenizer.singleton("letter", LetterTokenizer::new)
        );
    }

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
            "html_strip", (i, env, name, s) -> charFilter(name, HTMLStripCharFilter::new),
            "mapping", AnalysisPlugin.requiresAnalysisSettings((i, env, name, s) -> {
                NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
                for (String rule : s.getAsList("mappings")) {
                    String[] sides = rule.split("\\s*=>\\s*", 2);
                    map.add(sides[0].strip(), sides.length > 1 ? sides[1].strip() : "");
                }
                NormalizeCharMap built = map.build();
                return charFilter(name, reader -> new MappingCharFilter(built, reader));
            })
        );
    }

    @Override
    public List<PreConfiguredCharFilter> getPreConfiguredCharFilters() {
        return List.of(PreConfiguredCharFilter.singleton("html_strip", false, HTMLStripCharFilter::new));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of(
            "indonesian", (i, env, name, s) -> analyzer(name, s, new IndonesianAnalyzer(
                stopWords(env, s, IndonesianAnalyzer.getDefaultStopSet()), stemExclusion(s))),
            "english", (i, env, name, s) -> analyzer(name, s, new EnglishAnalyzer(
                stopWords(env, s, EnglishAnalyzer.getDefaultStopSet()), stemExclusion(s)))
        );
    }

    private static CharArraySet stopWords(Environment env, Settings s, CharArraySet defaults) {
        return org.elasticsearch.index.analysis.Analysis.parseStopWords(env, s, defaults);
    }

    private static CharArraySet stemExclusion(Settings s) {
        return org.elasticsearch.index.analysis.Analysis.parseStemExclusion(s, CharArraySet.EMPTY_SET);
    }

    private static TokenStream stem(TokenStream in, String language) {
        return switch (language.toLowerCase(Locale.ROOT)) {
            case "indonesian" -> new IndonesianStemFilter(in);
            case "light_indonesian" -> new IndonesianStemFilter(in, false);
            case "english", "porter" -> new PorterStemFilter(in);
            case "possessive_english" -> new EnglishPossessiveFilter(in);
            case "porter2" -> new SnowballFilter(in, "English");
            default -> throw new IllegalArgumentException("stemmer [" + language + "] is not in this node");
        };
    }

    private static boolean tokenChar(Settings s, int c) {
        List<String> kinds = s.getAsList("token_chars");
        return kinds.isEmpty()
            || kinds.contains("letter") && Character.isLetter(c)
            || kinds.contains("digit") && Character.isDigit(c)
            || kinds.contains("whitespace") && Character.isWhitespace(c)
            || kinds.contains("punctuation") && !Character.isLetterOrDigit(c) && !Character.isWhitespace(c);
    }

    private static AnalysisProvider<TokenFilterFactory> normalizing(Function<TokenStream, TokenStream> make) {
        return filter(true, (in, s) -> make.apply(in));
    }

    private static AnalysisProvider<TokenFilterFactory> filter(boolean normalizes, BiFunction<TokenStream, Settings, TokenStream> make) {
        return (i, env, name, s) -> normalizes
            ? new NormalizingTokenFilterFactory() {
                @Override public String name() { return name; }
                @Override public TokenStream create(TokenStream in) { return make.apply(in, s); }
            }
            : new TokenFilterFactory() {
                @Override public String name() { return name; }
                @Override public TokenStream create(TokenStream in) { return make.apply(in, s); }
            };
    }

    private static AnalysisProvider<TokenizerFactory> tokenizer(Function<Settings, Tokenizer> make) {
        return (i, env, name, s) -> TokenizerFactory.newFactory(name, () -> make.apply(s));
    }

    private static CharFilterFactory charFilter(String name, Function<Reader, Reader> make) {
        return new NormalizingCharFilterFactory() {
            @Override public String name() { return name; }
            @Override public Reader create(Reader in) { return make.apply(in); }
        };
    }

    private static <A extends Analyzer> AnalyzerProvider<A> analyzer(String name, Settings s, A analyzer) {
        return new AbstractIndexAnalyzerProvider<A>(name, s) {
            @Override public A get() { return analyzer; }
        };
    }

    /** Synonym rules in Solr's format, read through the filters that stand before this one. */
    private static final class Synonyms implements TokenFilterFactory {
        private final String name;
        private final Settings settings;
        private final boolean graph;

        Synonyms(String name, Settings settings, boolean graph) {
            this.name = name;
            this.settings = settings;
            this.graph = graph;
        }

        @Override public String name() { return name; }

        @Override public TokenStream create(TokenStream in) {
            throw new IllegalStateException("built for its chain only");
        }

        @Override
        public TokenFilterFactory getChainAwareTokenFilterFactory(
            IndexCreationContext context, TokenizerFactory tokenizer, List<CharFilterFactory> charFilters,
            List<TokenFilterFactory> before, Function<String, TokenFilterFactory> all
        ) {
            Analyzer chain = new CustomAnalyzer(
                tokenizer, charFilters.toArray(CharFilterFactory[]::new),
                before.stream().map(TokenFilterFactory::getSynonymFilter).toArray(TokenFilterFactory[]::new));
            SynonymMap map = parse(chain);
            return new TokenFilterFactory() {
                @Override public String name() { return name; }
                @Override public TokenStream create(TokenStream in) {
                    if (map.fst == null) {
                        return in;
                    }
                    TokenStream out = new SynonymGraphFilter(in, map, false);
                    return graph ? out : new FlattenGraphFilter(out);
                }
            };
        }

        private SynonymMap parse(Analyzer chain) {
            boolean lenient = settings.getAsBoolean("lenient", false);
            SolrSynonymParser parser = new SolrSynonymParser(true, settings.getAsBoolean("expand", true), chain);
            for (String rule : settings.getAsList("synonyms")) {
                try {
                    parser.parse(new StringReader(rule));
                } catch (IOException | java.text.ParseException | IllegalArgumentException e) {
                    if (!lenient) {
                        throw new IllegalArgumentException("failed to build synonyms: " + rule, e);
                    }
                }
            }
            try {
                return parser.build();
            } catch (IOException e) {
                throw new IllegalArgumentException("failed to build synonyms", e);
            }
        }
    }
}
