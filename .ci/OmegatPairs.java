import java.io.File;
import java.io.PrintStream;
import java.util.List;
import org.omegat.core.Core;
import org.omegat.core.data.NotLoadedProject;
import org.omegat.core.data.ProjectProperties;
import org.omegat.gui.glossary.GlossaryEntry;
import org.omegat.gui.glossary.GlossaryReaderTBX;
import org.omegat.gui.glossary.GlossaryReaderTSV;

/** Prints what OmegaT makes of a glossary from Chinese to English: source, tab, target. Arguments: folder, file. */
public class OmegatPairs {
    public static void main(String[] arguments) throws Exception {
        ProjectProperties properties = new ProjectProperties(new File(arguments[0]));
        properties.setSourceLanguage("zh");
        properties.setTargetLanguage("en");
        Core.setProject(new NotLoadedProject() {
            @Override
            public ProjectProperties getProjectProperties() {
                return properties;
            }
        });
        File file = new File(arguments[1]);
        boolean isTable = file.getName().endsWith(".txt");
        List<GlossaryEntry> entries =
            isTable ? GlossaryReaderTSV.read(file, false) : GlossaryReaderTBX.read(file, false);
        PrintStream out = new PrintStream(System.out, true, "UTF-8");
        for (GlossaryEntry entry : entries) {
            out.println(entry.getSrcText() + "\t" + entry.getLocText());
        }
    }
}
