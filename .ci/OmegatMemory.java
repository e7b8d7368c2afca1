package org.omegat.core.data;

import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import org.omegat.core.Core;
import org.omegat.util.Language;
import org.omegat.util.TMXWriter2;

/**
 * Reads and writes memories from Chinese to English as OmegaT does. In its package, since only there entries are made.
 *
 * read FOLDER MEMORY: prints the pairs, one JSON array a line. write LEVEL PAIRS MEMORY: PAIRS has lines source,
 * tab, target.
 */
public class OmegatMemory {
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("read")) {
            read(new File(arguments[1]), new File(arguments[2]));
        } else {
            write(arguments[1].equals("2"), new File(arguments[2]), new File(arguments[3]));
        }
    }

    private static void read(File folder, File memory) throws Exception {
        ProjectProperties properties = new ProjectProperties(folder);
        properties.setSourceLanguage("zh-CN");
        properties.setTargetLanguage("en");
        Core.setProject(new NotLoadedProject() {
            @Override
            public ProjectProperties getProjectProperties() {
                return properties;
            }
        });
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (PrepareTMXEntry entry : new ExternalTMX(properties, memory, true, false).getEntries()) {
            out.println("[" + quoted(entry.source) + "," + quoted(entry.translation) + "]");
        }
    }

    private static void write(boolean levelTwo, File pairs, File memory) throws Exception {
        TMXWriter2 writer = new TMXWriter2(memory, new Language("zh-CN"), new Language("en-US"), true, levelTwo, false);
        for (String line : Files.readAllLines(pairs.toPath(), StandardCharsets.UTF_8)) {
            String[] sides = line.split("\t", 2);
            PrepareTMXEntry entry = new PrepareTMXEntry();
            entry.source = sides[0];
            entry.translation = sides[1];
            entry.creator = "somebody";
            entry.creationDate = 1582114500000L;
            TMXEntry made = new TMXEntry(entry, true, null);
            writer.writeEntry(entry.source, entry.translation, made, Collections.emptyList());
        }
        writer.close();
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            out.append(c >= ' ' && c != '"' && c != '\\' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
        }
        return out.append('"').toString();
    }
}
